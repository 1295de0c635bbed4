# expect: any_origin("/accounts")
# expect: any_origin("/api/accounts/7")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"/(api/)?accounts.*": {"origins": "*"}})
