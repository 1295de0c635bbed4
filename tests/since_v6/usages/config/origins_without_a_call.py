# expect: Private("/")
# views: any path

from flask import Flask

app = Flask(__name__)
app.config["CORS_ORIGINS"] = "*"
