# expect: some(A, B)
# warns: orgins=
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, orgins=["https://a.com", "https://b.com"])
