# expect: some("null", A)
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=["null", "https://a.com"])
