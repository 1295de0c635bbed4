# expect: only(A)

from extensions import CORS
from flask import Flask

app = Flask(__name__)
CORS(app, origins="https://a.com")
app.add_url_rule("/", "index", lambda: "index")
# -- extensions.py
from flask_cors import CORS, cross_origin
