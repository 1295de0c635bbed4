# expect: any_origin()
# warns: did you mean 'supports_credentials'?
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, support_credentials=True)
