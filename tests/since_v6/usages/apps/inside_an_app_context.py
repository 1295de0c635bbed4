# expect: only(A)
# views: any path

from flask import Flask, current_app

from flask_cors import CORS

app = Flask(__name__)
with app.app_context():
    CORS(current_app, origins="https://a.com")
