# expect: some(A, "http://b.com")
# warns: read as 'https://a.com'; use 'https://a.com'
# warns: read as 'http://b.com'; use 'http://b.com'
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=["https://a.com:443", "http://b.com:80"])
