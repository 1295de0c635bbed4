# expect: any_origin()
# warns: has no effect on an app
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, automatic_options=True)
