# expect: some(A, B)
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
cors = CORS(app)
app.config["CORS_ORIGINS"] = ["https://a.com", "https://b.com"]
