# expect: any_origin()
# views: any path

from flask import Flask

from flask_cors import CORS as Cors

app = Flask(__name__)
cors = Cors()
cors.init_app(app)
