# expect: only(A)
# warns: is read as CORS_ORIGINS
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
app.config["CORS_ALLOWED_ORIGINS"] = ["https://a.com"]
CORS(app, origins=app.config["CORS_ALLOWED_ORIGINS"])
