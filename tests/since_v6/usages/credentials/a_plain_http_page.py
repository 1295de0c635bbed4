# expect: only("http://a.com", credentials=True)
# warns: http://a.com
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=["http://a.com"], supports_credentials=True)
