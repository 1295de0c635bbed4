# expect: any_origin(max_age="0")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, max_age=0)
