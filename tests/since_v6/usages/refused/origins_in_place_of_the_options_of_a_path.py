# refused: given for the resource '/api/*'; pass a dict of options
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"/api/*": "*"})
