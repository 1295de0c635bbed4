# expect: only(A)
# warns: is not an option
# warns: allow_all=
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="https://a.com", allow_origin_regex=None, allow_all=True)
