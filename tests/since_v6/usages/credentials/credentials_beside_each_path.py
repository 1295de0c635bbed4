# expect: only(A, "/auth/me", credentials=True)
# expect: any_origin("/open/books")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(
    app,
    resources={
        r"/auth/*": {"origins": "https://a.com", "supports_credentials": True},
        r"/open/*": {"origins": "*", "supports_credentials": False},
    },
)
