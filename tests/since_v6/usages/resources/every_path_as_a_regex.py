# expect: any_origin()
# expect: any_origin("/a/b")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources=r"/*")
