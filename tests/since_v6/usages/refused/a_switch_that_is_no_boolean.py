# refused: is not a boolean; use True or False
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, supports_credentials="credentials")
