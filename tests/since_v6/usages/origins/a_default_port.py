# expect: some(A, "http://b.com")
# warns: read as 'https://a.com'; change it to that
# warns: read as 'http://b.com'; change it to that
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=["https://a.com:443", "http://b.com:80"])
