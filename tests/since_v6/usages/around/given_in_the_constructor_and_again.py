# expect: only(A)
# warns: is already configured
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
cors = CORS(app, origins="https://a.com")
cors.init_app(app)
