# expect: only(A)
# warns: did you mean 'methods'?
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, allow_methods=["*"], origins=["https://a.com"])
