# expect: only("http://[::1]:3000")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="http://[::1]:3000")
