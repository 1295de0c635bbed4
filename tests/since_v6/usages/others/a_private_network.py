# expect: only(A, private_network=True)
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="https://a.com", allow_private_network=True)
