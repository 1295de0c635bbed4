# expect: only(A)
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
app.config["CORS_ORIGINS"] = "https://a.com"
CORS(app)
