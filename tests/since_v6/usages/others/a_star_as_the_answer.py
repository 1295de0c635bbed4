# expect: any_origin(send_wildcard=True)
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, send_wildcard=True)
