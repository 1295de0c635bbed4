# refused: given for the resource 'origins'; 'origins' is not a path
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={"origins": ["https://a.com"]})
