# expect: only(LOCAL, "/predict")
# expect: only(LOCAL, "/predict/")
# expect: Private("/predict/all")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"/predict": {"origins": "http://localhost:3000"}})
