# expect: only(A, exposes="Authorization")
# warns: is already configured
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"/*": {"origins": "https://a.com"}})
CORS(app, expose_headers="Authorization")
