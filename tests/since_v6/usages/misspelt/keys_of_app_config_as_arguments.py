# expect: any_origin()
# warns: did you mean 'send_wildcard'?
# warns: did you mean 'max_age'?
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, CORS_SEND_WILDCARD=True, CORS_MAX_AGE=60)
