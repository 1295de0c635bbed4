# expect: any_origin("/api/public/x")
# expect: only(A, "/api/books", credentials=True)
# expect: only(B, "/admin/users", methods="GET")
# expect: Private("/")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(
    app,
    resources={
        r"/api/public/*": {"origins": "*"},
        r"/api/*": {"origins": ["https://a.com"], "supports_credentials": True},
        r"/admin/*": {"origins": ["https://b.com"], "methods": ["GET"]},
    },
)
