# expect: only(A)
# warns: allow_origins=
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, allow_origins=["https://a.com"])
