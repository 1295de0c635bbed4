# expect: any_origin(methods="GET, PUT")
# warns: contains TRACE, which browsers do not allow scripts to send
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, methods=["GET", "PUT", "TRACE"])
