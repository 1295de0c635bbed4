# expect: only(A)
# warns: was given as 'CORS_ORIGINS' and is read as origins
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, CORS_ORIGINS="https://a.com")
