# expect: only(A, names="authorization", allowed="authorization", exposes="Authorization")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(
    app, origins="https://a.com", allow_headers=["Authorization"], expose_headers=["Authorization"]
)
