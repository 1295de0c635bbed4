# expect: everybody("/books", methods="GET")
# expect: everybody("/orders", method="POST", methods="POST")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, methods=["GET"], resources={"/books": {}, "/orders": {"methods": ["POST"]}})
