# expect: only(A, "/v1/books")
# expect: Private("/v/books")
# views: any path

import re

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={re.compile(r"/v\d+/.*"): {"origins": "https://a.com"}})
