# expect: only(A)
# warns: read as 'https://a.com'; use 'https://a.com'
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="HTTPS://A.com")
