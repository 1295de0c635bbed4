# expect: only(A, "/predict")
# expect: only(A, "/health")
# expect: Private("/other")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"/(predict|health)": {"origins": "https://a.com"}})
