# expect: only(A)
# views: any path

import logging

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="https://a.com")
logging.getLogger("flask_cors").setLevel("INFO")
