# expect: any_origin(exposes="Access-Control-Allow-Origin")
# views: any path

from flask import Flask

from flask_cors import CORS
from flask_cors.core import (
    ACL_ALLOW_HEADERS,
    ACL_CREDENTIALS,
    ACL_EXPOSE_HEADERS,
    ACL_MAX_AGE,
    ACL_METHODS,
    ACL_ORIGIN,
    ACL_REQUEST_HEADERS,
    ACL_REQUEST_METHOD,
    ALL_METHODS,
)

app = Flask(__name__)
cors = CORS(app, methods=ALL_METHODS, expose_headers=[ACL_ORIGIN])
