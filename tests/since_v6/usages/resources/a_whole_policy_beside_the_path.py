# expect: some(A, LOCAL, credentials=True, methods="DELETE, GET, OPTIONS, POST, PUT",
#     names="authorization, content-type", allowed="authorization, content-type",
#     exposes="X-Total-Count", max_age="3600")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(
    app,
    resources={
        r"/*": {
            "origins": ["https://a.com", "http://localhost:3000"],
            "methods": ["GET", "POST", "PUT", "DELETE", "OPTIONS"],
            "allow_headers": ["Content-Type", "Authorization"],
            "expose_headers": ["X-Total-Count"],
            "supports_credentials": True,
            "max_age": 3600,
        }
    },
)
