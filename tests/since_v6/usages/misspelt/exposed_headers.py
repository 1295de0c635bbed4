# expect: any_origin()
# warns: did you mean 'expose_headers'?
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, exposed_headers=["X-Total"])
