# expect: any_origin()
# warns: use CORS_ALLOW_HEADERS
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
cors = CORS(app)
app.config["CORS_HEADERS"] = "Content-Type"
