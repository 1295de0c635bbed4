# expect: any_origin("/books", methods="GET")
# expect: any_origin("/orders", method="POST", methods="POST")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, methods=["GET"], resources={"/books": {}, "/orders": {"methods": ["POST"]}})
