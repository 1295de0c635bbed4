# expect: everybody()
# warns: was named before
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app)
cors = CORS(app)
