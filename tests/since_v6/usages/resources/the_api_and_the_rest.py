# expect: any_origin()
# expect: only(A, "/api/books", allowed="X-Token")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(
    app,
    resources={
        r"/*": {"origins": "*"},
        r"/api/*": {"origins": "https://a.com", "allow_headers": ["X-Token"]},
    },
)
