# expect: no_origin()
# warns: is read as origins
# warns: has no scheme
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origin="localhost:3000")
