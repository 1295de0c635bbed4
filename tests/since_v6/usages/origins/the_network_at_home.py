# expect: some("http://192.168.0.7:3000", "http://10.42.0.1", refused=(EVIL, LOCAL))
# warns: also allows other domains
# views: any path

import re

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=re.compile(r"http://(10\.42\.0|192\.168\.\d+)\.\d+.*"))
