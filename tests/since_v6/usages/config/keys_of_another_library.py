# expect: only(A)
# warns: is read as CORS_ORIGINS
# warns: use CORS_METHODS
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
app.config["CORS_ALLOW_ORIGINS"] = "https://a.com"
app.config["CORS_ALLOW_METHODS"] = ["GET", "PUT"]
CORS(app)
