# refused: is of type dict; use a string
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins={r"/*": {"origins": ["https://a.com"]}})
