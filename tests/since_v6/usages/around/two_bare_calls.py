# expect: any_origin()
# warns: is already configured
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app)
cors = CORS(app)
