# expect: any_origin()
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(
    app,
    resources=r"/*",
    origins="*",
    allow_headers="*",
    expose_headers=None,
    max_age=None,
    methods=["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"],
    vary_header=True,
    supports_credentials=False,
    send_wildcard=False,
    always_send=True,
)
