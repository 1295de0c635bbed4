# expect: everybody(methods="GET, PUT")
# warns: names TRACE, which no browser sends
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, methods=["GET", "PUT", "TRACE"])
