# expect: only(A, credentials=True)
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
settings = {"origins": ["https://a.com"], "supports_credentials": True}
CORS(app, **settings)
