# expect: only(A)
# warns: is read as origins
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origin="https://a.com")
