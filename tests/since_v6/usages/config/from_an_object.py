# expect: only(A, credentials=True)
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)


class Config:
    CORS_ORIGINS = ["https://a.com"]
    CORS_SUPPORTS_CREDENTIALS = True


app.config.from_object(Config)
CORS(app)
