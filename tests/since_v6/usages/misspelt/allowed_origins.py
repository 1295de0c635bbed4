# expect: only(A, credentials=True)
# warns: allowed_origins=
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, allowed_origins="https://a.com", supports_credentials=True)
