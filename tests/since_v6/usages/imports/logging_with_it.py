# expect: any_origin()
# views: any path

from flask import Flask

from flask_cors import CORS, logging

app = Flask(__name__)
logging.getLogger("flask_cors").level = logging.INFO
CORS(app)
